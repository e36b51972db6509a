// Search and the switch of light and dark. Everything else works without a script.
(function () {
  'use strict';
  var root = document.body.getAttribute('data-root');

  // The navigation shows where the page is in it.
  var here = document.querySelector('#site-nav [aria-current]');
  if (here) {
    var nav = document.getElementById('site-nav');
    var below = here.getBoundingClientRect().top - nav.getBoundingClientRect().top;
    if (below > nav.clientHeight - 80) nav.scrollTop = below - nav.clientHeight / 2;
  }

  // Light and dark.
  var mode = document.getElementById('site-mode');
  var night = window.matchMedia('(prefers-color-scheme: dark)');
  function isDark() {
    var chosen = document.documentElement.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : night.matches;
  }
  function showMode() { mode.setAttribute('aria-pressed', String(isDark())); }
  mode.hidden = false;
  mode.addEventListener('click', function () {
    var to = isDark() ? 'light' : 'dark';
    document.documentElement.setAttribute('data-theme', to);
    try { localStorage.setItem('stagecraft-mode', to); } catch (e) { /* no storage */ }
    showMode();
  });
  night.addEventListener('change', showMode);
  showMode();

  // Search.
  var input = document.getElementById('site-search');
  var list = document.getElementById('site-results');
  var count = document.getElementById('site-count');
  var most = 12;
  var active = -1;
  var loading = false;
  var enter = false; // was pressed before the results were there
  input.closest('.search').hidden = false;

  // The index is loaded when it is first needed.
  function load() {
    if (loading) return;
    loading = true;
    var s = document.createElement('script');
    s.src = root + 'assets/search-index.js';
    s.onload = function () { if (input.value) search(); };
    document.head.appendChild(s);
  }

  // fold makes upper and lower case and accents equal.
  function fold(s) { return s.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

  var weights = { Stage: 5, Term: 4, Document: 3, Handoff: 2, Field: 1 };

  // score tells how well one word of the query fits an entry: title before abbreviation before text; 0 is not at all.
  function score(word, title, abbrs, text) {
    if (title === word) return 100;
    if (abbrs.indexOf(word) >= 0) return 95;
    if (title.indexOf(word) === 0) return 80;
    if ((' ' + title).search(new RegExp('[^a-z0-9]' + word.replace(/[^a-z0-9]/g, '\\$&'))) >= 0) return 60;
    if (abbrs.some(function (a) { return a.indexOf(word) === 0; })) return 50;
    if (title.indexOf(word) >= 0) return 40;
    return text.indexOf(word) >= 0 ? 10 : 0;
  }

  function find(query) {
    var whole = fold(query.trim());
    var words = whole.split(/\s+/);
    var found = [];
    (window.stagecraftIndex || []).forEach(function (e, i) {
      if (!e.folded) e.folded = [fold(e[1]), fold(e[2]).split(' · '), fold(e[3])];
      var f = e.folded;
      var sum = 0;
      for (var w = 0; w < words.length; w++) {
        var s = score(words[w], f[0], f[1], f[2]);
        if (!s) return;
        sum += s;
      }
      sum /= words.length;
      if (words.length > 1 && (f[0] === whole || f[1].indexOf(whole) >= 0)) sum = 100;
      else if (words.length > 1 && f[0].indexOf(whole) === 0) sum = Math.max(sum, 85);
      found.push({ entry: e, score: Math.round(sum) * 10 + (weights[e[0]] || 0) + (sum >= 95 ? 50 * (weights[e[0]] || 0) : 0), order: i });
    });
    found.sort(function (a, b) { return b.score - a.score || a.order - b.order; });
    return found;
  }

  function close() {
    list.hidden = true;
    list.textContent = '';
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function choose(i) {
    var options = list.children;
    if (!options.length) return;
    active = (i + options.length) % options.length;
    for (var k = 0; k < options.length; k++) options[k].setAttribute('aria-selected', String(k === active));
    input.setAttribute('aria-activedescendant', options[active].id);
    options[active].scrollIntoView({ block: 'nearest' });
  }

  function part(name, text) {
    var s = document.createElement('span');
    s.className = name;
    s.textContent = text;
    return s;
  }

  function search() {
    if (!input.value.trim()) { close(); count.textContent = ''; return; }
    if (!window.stagecraftIndex) { load(); return; }
    var found = find(input.value);
    close();
    found.slice(0, most).forEach(function (f, i) {
      var e = f.entry;
      var a = document.createElement('a');
      a.id = 'site-result-' + i;
      a.href = root + e[4];
      a.tabIndex = -1;
      a.setAttribute('role', 'option');
      a.setAttribute('aria-selected', 'false');
      a.appendChild(part('name', e[1]));
      if (e[0] === 'Stage' && e[2]) a.appendChild(part('abbr', e[2].split(' · ')[0]));
      a.appendChild(part('kind', e[0]));
      if (e[3]) a.appendChild(part('about', e[3]));
      list.appendChild(a);
    });
    count.textContent = found.length === 0 ? 'No results' : found.length === 1 ? '1 result' :
      found.length + ' results' + (found.length > most ? ', the first ' + most + ' are shown' : '');
    if (found.length) {
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      choose(0);
      if (enter) list.children[0].click();
    }
    enter = false;
  }

  input.addEventListener('focus', load);
  input.addEventListener('input', search);
  input.addEventListener('keydown', function (e) {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (list.hidden) search(); else choose(active + (e.key === 'ArrowDown' ? 1 : -1));
    } else if (e.key === 'Enter') {
      e.preventDefault();
      if (active >= 0) list.children[active].click();
      else enter = !window.stagecraftIndex;
    } else if (e.key === 'Escape') {
      if (list.hidden) input.blur();
      input.value = '';
      search();
    }
  });
  list.addEventListener('click', close);
  document.addEventListener('click', function (e) { if (!e.target.closest('.search')) close(); });
  document.addEventListener('keydown', function (e) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      input.focus();
      input.select();
    }
  });
})();
