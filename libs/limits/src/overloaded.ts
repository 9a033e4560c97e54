/** The message to a client whose request is refused. */
export const OVERLOADED = 'Too many requests are in flight here; try again in a second.';
