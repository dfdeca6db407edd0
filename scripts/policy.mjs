// The page's Content-Security-Policy: which further hosts it may connect to.

const HOST = /^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i;

/** Hosts named in FORERUN_CONNECT_HOSTS, separated by blanks or commas; anything but https hosts is refused. */
export function extraHosts(environment) {
  const hosts = (environment.FORERUN_CONNECT_HOSTS ?? "").split(/[\s,]+/).filter(Boolean);
  const wrong = hosts.filter((host) => !HOST.test(host));
  if (wrong.length > 0) throw new Error(`FORERUN_CONNECT_HOSTS: not of the form https://host: ${wrong.join(" ")}`);
  return hosts;
}

/** `html` with more sources in its `connect-src`. */
export function allowConnections(html, sources) {
  if (!/connect-src 'self'[^;"]*;/.test(html)) throw new Error("no connect-src in index.html");
  return html.replace(/(connect-src 'self'[^;"]*)/, [`$1`, ...sources].join(" "));
}
