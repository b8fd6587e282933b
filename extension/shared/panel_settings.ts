// What of the settings the rewrite panel is told, with each opening.

export interface PanelSettings {
  customActions: { name: string; instruction: string }[];
  /** Ids of rewrite actions, last used first. */
  recentActions: string[];
  /** Of replies, by its English name; empty: the text's own. */
  language: string;
  /** The last advice on the model that the user has seen. */
  knownAdvice: string;
}
