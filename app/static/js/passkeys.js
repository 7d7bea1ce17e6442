// Passkeys: a button marked data-passkey="get" or "create" asks the server for a challenge, the device for its answer,
// and sends the form with it. Blocks marked data-passkey-able appear only where the browser can do it.
"use strict";
const able = window.PublicKeyCredential && window.fetch && navigator.credentials;
for (const block of document.querySelectorAll("[data-passkey-able]")) block.hidden = !able;
for (const words of document.querySelectorAll("[data-passkey-unable]")) words.hidden = !!able;
for (const button of document.querySelectorAll("[data-passkey]")) {
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    use(button);
  });
}

async function use(button) {
  const form = button.form;
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = button.disabled = true;
  try {
    const headers = { "X-CSRFToken": form.elements.csrf_token.value };
    const answer = await fetch(button.dataset.passkeyChallenge, { method: "POST", headers, redirect: "error" });
    if (!answer.ok) throw answer;
    const publicKey = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const known of [...(publicKey.excludeCredentials || []), ...(publicKey.allowCredentials || [])]) known.id = bytes(known.id);
    form.elements.answer.value = JSON.stringify(written(await navigator.credentials[button.dataset.passkey]({ publicKey })));
    form.submit();
  } catch {
    failed.hidden = button.disabled = false;
  }
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

function bytes(words) {
  return Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
