/**
 * Main: shows the page and connects it to its daemon.
 */
import { render } from 'preact';

import { App } from './app.js';
import { LiveState } from './live/live-state.js';
import { PageState } from './page-state.js';
import { SetUpState } from './set-up/set-up-state.js';

const state = new PageState();
const live = new LiveState(state);
const setUp = new SetUpState(state);
render(<App state={state} live={live} setUp={setUp} />, document.body);
void state.connection.run();
