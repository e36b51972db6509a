// Only under `stagecraft serve`: load the page anew when the files have changed since it was made.
(function () {
  'use strict';
  var revision = document.currentScript.getAttribute('data-revision');
  new EventSource('/_live?revision=' + revision).addEventListener('change', function () { location.reload(); });
})();
