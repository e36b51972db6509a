// Only under `stagecraft serve`: load the page anew when the files have changed since it was made. A page that
// nobody sees does not listen, because a browser keeps few connections to one server.
(function () {
  'use strict';
  var revision = document.currentScript.getAttribute('data-revision');
  var source = null;
  function listen() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource('/_live?revision=' + revision);
      source.addEventListener('change', function () { location.reload(); });
    }
  }
  document.addEventListener('visibilitychange', listen);
  listen();
})();
