/**
 * Main: shows the page and connects it to its daemon.
 */
import { render } from 'preact';

import { App } from './app.js';
import { PageState } from './page-state.js';

const state = new PageState();
render(<App state={state} />, document.body);
void state.connection.run();
