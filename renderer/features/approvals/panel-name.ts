/** A way to say more than yes or no. */
export type PanelName = 'change' | 'session' | 'always' | 'word' | 'block';
