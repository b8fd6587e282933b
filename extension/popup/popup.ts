// The popup: its tabs, and what each one opens. Also shown as a page of its own, in a tab of the browser.

import { translate } from "../shared/words.js";
import { openChat } from "./chat/chat.js";
import { openModels } from "./models/models.js";
import { openPrivacy } from "./privacy/privacy.js";
import { openTabs } from "./tabs.js";
import { openWrite } from "./write/write.js";

translate(document);
// A popup has a size of its own; a page takes what the browser's tab gives it.
const isPopup = chrome.extension.getViews({ type: "popup" }).includes(window);
document.documentElement.dataset.shown = isPopup ? "popup" : "page";
openTabs({ write: openWrite, chat: openChat, models: openModels, privacy: openPrivacy });
