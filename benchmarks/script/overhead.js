// Runs in a page: compares requests in a frame that has a script with the same requests in one that has none.
window.measure = async (scripts, pairs) => {
  const frame = (script) => new Promise((resolve) => {
    const element = document.createElement('iframe');
    element.src = script ? `/frame?${script}` : '/frame';
    element.onload = () => setTimeout(() => resolve(element.contentWindow), 1500);
    document.body.append(element);
  });
  const kinds = {
    'fetch, GET': (w) => w.fetch('/ok'),
    'fetch, POST JSON': (w) => w.fetch('/ok', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"text":"draft"}' }),
    'fetch, POST Request': (w) => w.fetch(new w.Request('/ok', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"text":"draft"}' })),
    'XMLHttpRequest, GET': (w) => xhr(w, 'GET'),
    'XMLHttpRequest, POST': (w) => xhr(w, 'POST', '{"text":"draft"}'),
  };
  const xhr = (w, method, body) => new Promise((resolve) => {
    const request = new w.XMLHttpRequest();
    request.onload = resolve;
    request.open(method, '/ok');
    body && request.setRequestHeader('Content-Type', 'application/json');
    request.send(body);
  });
  const time = async (request, w) => { const start = performance.now(); await request(w); return performance.now() - start; };
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  const rows = [];
  const native = await frame();
  for (const script of scripts) {
    const hooked = await frame(script);
    for (const [kind, request] of Object.entries(kinds)) {
      const [plain, ours, differences] = [[], [], []];
      for (let i = -200; i < pairs; i++) {
        // In turn, so that whatever the machine does it does to both.
        const order = i % 2 ? [native, hooked] : [hooked, native];
        const first = await time(request, order[0]);
        const second = await time(request, order[1]);
        if (i >= 0) {
          const [p, o] = i % 2 ? [first, second] : [second, first];
          plain.push(p); ours.push(o); differences.push(o - p);
        }
      }
      rows.push({ script, kind, native: Math.round(median(plain) * 1000), hooked: Math.round(median(ours) * 1000), added: Math.round(median(differences) * 1000) });
    }
    hooked.frameElement.remove();
  }
  return rows;
};
