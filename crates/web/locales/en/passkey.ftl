# Passkeys of a phone or laptop.

method-passkey = Passkey (phone or laptop)
method-passkey-time = Setting it up takes about 1 minute.
method-passkey-need = You need a phone or laptop that you unlock with your finger, face or PIN.
method-passkey-safe = Very safe: a passkey never works on a fake site. Only a security key is safer, since it cannot be copied.
other-method-passkey = Use the passkey

passkey-setup-title = Set up a passkey
passkey-setup-what = With a passkey you log in as you unlock your phone or laptop: with your finger, face or PIN. You do not have to type a code.
passkey-setup-safe = Your fingerprint, face or PIN stays on your device. We do not get it. Apple, Google or your password manager often keeps the passkey on your other devices too. So protect that account well.
passkey-setup-name-title = Give your passkey a name
passkey-name-label = Name of the passkey
passkey-name-hint = So that you recognise it later, for example Phone or Laptop. You may leave this empty.
passkey-setup-unlock-title = Unlock your phone or laptop
passkey-setup-unlock = Click the button. Your browser asks where you want to keep the passkey. Choose this device, or scan the QR code with your phone. Then unlock the device with your finger, face or PIN.
passkey-setup-action = Set up the passkey
passkey-setup-help = Help with the passkey

second-factor-passkey-what = Click the button and unlock your phone or laptop with your finger, face or PIN.
second-factor-passkey-names = Your passkeys: { $names }.
passkey-use-action = Use the passkey
passkey-unlock = Unlock your phone or laptop with your finger, face or PIN.
passkey-window = Your browser shows a window. Follow what it says. Is the passkey on your phone? Then choose it and scan the QR code. Do you want to stop? Click “Cancel” in that window.
passkey-checking = We are checking the answer of your passkey.
passkey-out-lost = Phone or laptop lost or broken?
passkey-cancelled = The check stopped before your passkey answered. Nothing has happened. Click the button once more.
passkey-cancelled-enrol = The set-up stopped before the passkey was made. Nothing has happened. Click the button once more.
passkey-time-out = It took too long. Nothing has happened. Click the button and unlock your phone or laptop.
passkey-known = This device already has a passkey or key of your account. You can simply log in with it. Choose another device.
passkey-unknown = This passkey does not belong to your account. In the window of your browser, choose the passkey that you have set up here, or your phone.
passkey-wrong-site = Your browser refuses the passkey at this address. Check the address at the top of your screen and log in again. Does it keep failing? Then call the help desk.
passkey-no-support = This browser or device cannot use a passkey. Switch on a screen lock, or try another browser or another device.
passkey-no-script = A passkey needs JavaScript. It is off in your browser. Switch it on and load this page again.
passkey-failed = The answer of the passkey was not right. Click the button once more.
passkey-not-verified = Your device was not unlocked. A passkey works only when you use your finger, face or PIN. Click the button once more.
passkey-not-possible = This device cannot keep the passkey. Choose another device, or another method.
passkey-changed = This passkey has changed since you set it up. That is why we no longer trust it. Call the help desk.
key-is-passkey = This is a passkey of a phone or laptop, not a USB security key. Put a key into the USB port and try once more.
