// @ts-check
// The end of a renewal that the provider refuses without the user: tells the page whose
// frame or window this is, which then asks the user.
new BroadcastChannel('session-expiry').postMessage({ type: 'refresh-failed' });
window.close();
