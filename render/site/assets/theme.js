// Before the page is drawn: the mode that the reader chose last, or that of the system. Storage may be
// closed to pages from file://; then the choice holds for the page.
(function () {
  'use strict';
  var root = document.documentElement;
  try {
    var chosen = localStorage.getItem('stagecraft-mode');
    if (chosen === 'dark' || chosen === 'light') root.setAttribute('data-theme', chosen);
  } catch (e) { /* no storage */ }
})();
