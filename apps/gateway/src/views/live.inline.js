// Replaces the minute of the page by the one that the gateway sends. A page that nobody can see closes its stream.
(() => {
  const [live, reload, pause, state] = ['live', 'reload', 'pause', 'state'].map((id) => document.getElementById(id));
  let source;
  let retry;
  let paused = false;
  const show = (text) => {
    if (state.textContent !== text) state.textContent = text;
  };
  const close = () => {
    source?.close();
    clearTimeout(retry);
  };
  const open = () => {
    close();
    if (paused || document.hidden) return;
    source = new EventSource('live/events');
    source.addEventListener('minute', ({ data }) => {
      live.innerHTML = data;
      show('Updated every second');
    });
    source.addEventListener('error', () => {
      show('Not connected, trying again');
      // A browser does not try again by itself after a status other than 200.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 5000);
    });
  };
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.textContent = paused ? 'Go on' : 'Pause';
    show(paused ? 'Paused' : '');
    open();
  });
  document.addEventListener('visibilitychange', open);
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  reload.hidden = true;
  pause.hidden = false;
})();
