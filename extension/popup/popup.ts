// The popup: its tabs, and what each one opens. Also shown as a page of its own, in a tab of the browser.

import { translate } from "../shared/words.js";
import { openPrivacy } from "./privacy/privacy.js";
import { openModels } from "./models/models.js";
import { openTabs } from "./tabs.js";
import { openWrite } from "./write/write.js";

translate(document);
openTabs({ write: openWrite, models: openModels, privacy: openPrivacy });
