// What the published page may reach, in the page and in the worker.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { allowConnections, extraHosts } from "../../scripts/policy.mjs";
import { stage } from "./harness.mjs";

const { story } = stage({ root: "dist" });

/** Runs in page or worker: what became of a request, and the rule that forbade it. */
async function ask(address) {
  const violated = new Promise((resolve) => {
    globalThis.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
  });
  try {
    return { status: (await fetch(address)).status };
  } catch {
    return { forbiddenBy: await violated };
  }
}

async function withOtherServer(play) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("reached");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await play(`http://127.0.0.1:${server.address().port}/`);
    assert.equal(asked, 0, "the other server was reached");
  } finally {
    server.close();
  }
}

async function places(page, stage) {
  await page.goto(stage.address);
  await page.locator("#first-content").waitFor({ state: "detached" });
  const [worker] = page.workers();
  assert.ok(worker, "there is a worker");
  return [["page", page], ["worker", worker]];
}

story("neither page nor worker reaches a foreign host", async ({ page, watched, stage }) => {
  watched.expect(/Content Security Policy/);
  await withOtherServer(async (other) => {
    for (const [name, place] of await places(page, stage)) {
      for (const address of ["https://example.com/", "https://api.github.com.example.com/", other]) {
        assert.deepEqual(await place.evaluate(ask, address), { forbiddenBy: "connect-src" }, `${name}: ${address}`);
      }
      assert.deepEqual(await place.evaluate(ask, stage.address), { status: 200 }, name);
    }
  });
});

story("text cannot become a script", async ({ page, watched, stage }) => {
  watched.expect(/Content Security Policy/);
  await page.goto(stage.address);
  const ran = await page.evaluate(async () => {
    const script = Object.assign(document.createElement("script"), { textContent: "globalThis.ran = true" });
    document.head.append(script);
    const image = document.createElement("div");
    image.innerHTML = '<img src="data:," onerror="globalThis.ran = true">';
    document.body.append(image);
    await new Promise((resolve) => image.firstChild.addEventListener("error", resolve));
    return globalThis.ran ?? false;
  });
  assert.equal(ran, false);
});

test("the published page holds no inline script or style and allows no loopback", async () => {
  const html = await readFile("dist/index.html", "utf8");
  for (const [, attributes, content] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    assert.match(attributes, /\ssrc="boot-[0-9a-f]{16}\.js"/);
    assert.equal(content, "");
  }
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|127\.0\.0\.1|localhost|unsafe-inline|'unsafe-eval'/);
  const files = await readdir("dist");
  for (const [, name] of html.matchAll(/(?:src|href|data-[a-z-]+)="(?:\.\/)?([^":]+\.(?:js|wasm|css|svg))"/g)) {
    assert.ok(files.includes(name), `${name} is there`);
  }
});

test("only https hosts can be added to the policy", () => {
  const check = (hosts, expected) => {
    const read = () => extraHosts({ FORERUN_CONNECT_HOSTS: hosts });
    if (expected) assert.deepEqual(read(), expected);
    else assert.throws(read, /FORERUN_CONNECT_HOSTS/);
  };
  check(undefined, []);
  check("", []);
  check("https://ghe.example.com, https://*.corp.example:8443", ["https://ghe.example.com", "https://*.corp.example:8443"]);
  check("http://ghe.example.com", null);
  check("*", null);
  check("https:", null);
  check("https://*", null);
  check("https://a.example; script-src *", null);
  check('https://a.example"', null);
  const html = `content="connect-src 'self' https://api.github.com; worker-src 'self'"`;
  assert.equal(
    allowConnections(html, ["https://ghe.example.com"]),
    `content="connect-src 'self' https://api.github.com https://ghe.example.com; worker-src 'self'"`,
  );
  assert.throws(() => allowConnections("<html>", []));
});
