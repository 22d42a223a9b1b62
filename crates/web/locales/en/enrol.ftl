# The wizard and the activation

steps-label = Steps
step-introduction = Introduction
step-method = Set up two-factor authentication
step-recovery-code = Recovery code
step-done = done

introduction-title = Introduction
introduction-why = { $product } holds privacy-sensitive data. That is why you log in with your password and with something that only you have. This is called two-factor authentication. You set it up here once.
introduction-keep-code = Keep your old recovery code until you are finished. If you stop half-way, you may need it once more. At the end you get a new code.
introduction-replacing = The method that you log in with now is no longer offered. That is why you set up another one first. After that you are in.
introduction-how-long = It takes about 5 minutes. This is what we will do:
introduction-need-title = Have everything ready
introduction-need = You need your security key or your mobile phone, and pen and paper or a printer.
introduction-method-title = Set up your method
introduction-method = You choose how you do the extra check. We explain each step.
introduction-code-title = Keep your recovery code
introduction-code = You get a personal code. With it you get back in when you have lost your phone or key.
introduction-action = Begin
enrolment-help = Help with setting up
enrol-later = Stop and go on later

choose-method-question = How do you want to do the extra verification step?
choose-method-action = Go on with this method
method-missing = Choose a method to go on.
method-app = Authenticator app
method-app-time = Setting it up takes about 5 minutes.
method-app-need = You need a smartphone. The app makes codes, without internet too.
method-app-safe = Safe: the codes are on your phone only.
method-security-key = USB security key
method-security-key-time = Setting it up takes about 2 minutes.
method-security-key-need = You need a key of the type U2F and a free USB port.
method-security-key-safe = The safest: the key never works on a fake site.
method-sms = SMS
method-sms-time = Setting it up takes about 2 minutes.
method-sms-need = You need a mobile phone number. You get a code each time.
method-sms-safe = Less safe: somebody can take over a phone number.
back-to-introduction = Back to the introduction

app-setup-title = Set up the authenticator app
app-setup-install-title = Install an authenticator app
app-setup-install = Do you have an authenticator app on your phone already? Use that one. If not, install one from the app store, for example Google Authenticator, Microsoft Authenticator or 2FAS. They are free.
app-setup-scan-title = Add { $product } in the app
app-setup-scan = Choose add in the app, often a plus sign. Then scan this QR code with the camera.
app-setup-qr-label = QR code for your authenticator app. The same key stands beside it as text.
app-setup-by-hand = Does scanning not work? Choose to enter a key in the app and type this:
app-setup-account = In the app this is called { $account }.
copy-secret = Copy key
app-setup-this-device = Is the app on this device? Open it here
app-setup-prove-title = Enter the code that the app shows now
app-setup-prove-hint = 6 digits. So we know that it works.
app-setup-action = Confirm code
app-setup-help = Help with the authenticator app
back-to-method = Back to the choice of the method
choose-second-title = Set up another method

sms-setup-title = Set up text messages
sms-setup-risk = Good to know: text messages are less safe than an app or a key. Somebody can take over your phone number, and a code can be entered on a fake site. If you can, choose another method.
sms-setup-where = We sent the code to { $number }.
sms-setup-help = Help with text messages
phone-label = Mobile phone number
phone-hint = For example 06 12345678. You will get a code on this number at once.
phone-other = Enter another number
phone-empty = Enter your mobile phone number.
phone-characters = A phone number has digits only. Leave out letters and other characters.
phone-too-short = This number is too short. A Dutch mobile number has 10 digits and begins with 06.
phone-too-long = This number is too long. A Dutch mobile number has 10 digits and begins with 06.
phone-unknown = This number does not exist. Check whether a digit is missing or one too many.
phone-not-mobile = This number cannot receive text messages. Enter a mobile number, for example one that begins with 06.
phone-country = We do not send text messages to numbers of this country. Enter another number, or choose another method.
new-number = This step took too long. Enter your number once more.

key-setup-title = Set up a USB security key
key-setup-name-title = Give your key a name
key-name-label = Name of the key
key-name-hint = So that you recognise it later, for example Home or Work. You may leave this empty.
key-name-too-long = This name is too long, or it holds a character that cannot be seen. Use at most { $max } characters.
key-setup-insert-title = Put the key into the USB port
key-setup-insert = The key is of type U2F. It fits an ordinary USB port of your computer.
key-setup-touch-title = Touch the key
key-setup-touch = Click the button. Your browser asks for the key. Touch it when the light blinks.
key-setup-action = Set up the key
key-setup-help = Help with the security key
key-cancelled-enrol = The set-up stopped before the key answered. Nothing has happened. Click the button once more.
key-known = This key has been set up already. You can simply log in with it. Take it out and use another key.
key-not-allowed = This kind of key is not accepted here. Ask your help desk which keys you may use.

second-advice-title = Set up a second method as well
second-advice-done = Your first method has been set up and you have kept your recovery code.
second-advice-why = With a second method you can still log in when the first is lost or broken. It is advice: you may also skip it.
second-advice-held = Set up
second-advice-possible = Also possible
second-advice-action = Set up a second method
second-advice-decline = Not now

recovery-code-title = Recovery code
recovery-code-what = This is your personal recovery code. Do you no longer have your phone or key? Then you set up a new method yourself with this code.
recovery-code-keep = You see the code only now. Write it down or print it. Keep it in a safe place, not with your phone. An old recovery code does not work any more from now on.
recovery-code-made-on = Made on { $date }
recovery-code-check-title = Have you kept the code?
recovery-code-typed-label = Enter the recovery code once more
recovery-code-action = Confirm code
recovery-code-help = Help with the recovery code
recovery-code-fresh-not-confirmed = Your second factor is set up, but your recovery code was not confirmed yet. That is why you get a new code.
recovery-code-fresh-voided = Your old recovery code does not work any more, because a wrong code was entered too often. That is why you get a new code.
typed-back-wrong = This is not the code that stands above. Compare the digits and letters and enter the code once more.

print-what = With this code you set up your second factor again when you no longer have your phone or key.
print-where = Log in to { $product } and choose “Set up two-factor authentication again”.
print-keep = Keep this on paper, not with your phone.

enrolled = You are finished. Your second factor is set up. Keep your new recovery code in a safe place.

activate-title = Activate account
activate-lead = Welcome, { $name }. Choose a password for your account at { $product }.
activate-action = Save password
activate-then = Then you log in and set up the extra check. Keep your smartphone or your security key at hand.
activate-help = Help with activating
password-too-short = This password has { $got } characters. Choose a password of at least { $min } characters.
password-too-long = This password is too long. Choose a password of at most { $max } characters.
password-control = There is a character in this password that cannot be seen. Type the password yourself instead of pasting it.
password-context = This password is easy to guess: it is your name, your username, { $product } or a word of { $organisation }, perhaps with a year or figures behind it. Choose a sentence of a few other words.
password-set = Your password has been saved.
activated = Your account is active. Log in now with your username and your new password. Then you set up the extra check.
new-secret = The QR code was too old. Below is a new one. Scan it in your app again.
recovery-code-file = recovery-code.txt
