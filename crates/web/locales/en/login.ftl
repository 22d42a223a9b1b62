# Logging in and the second factor

login-title = Log in
login-lead = Log in to { $product } here.
username-label = Username
password-label = Password
password-show = show
password-hide = hide
password-show-label = Show password
password-hide-label = Hide password
remember-label = Remember my username
login-action = Log in
cannot-log-in = I cannot log in

login-wrong = The username or the password is not right. Check both and try again.
login-empty = Enter your username and your password.
login-empty-username = Enter your username.
login-empty-password = Enter your password.
throttled = { $count ->
    [one] What was entered is not right. Wait { $wait }. Then you can try again.
   *[other] What was entered was not right { $count } times. Wait { $wait }. Then you can try again.
}
throttled-stopped =
    { $has_phone ->
        [yes] What was entered was not right too often. That is why you cannot try again here now. Call the help desk: { $help_desk }. They can make it possible again. Your data is safe.
       *[no] What was entered was not right too often. That is why you cannot try again here now. Call the help desk. They can make it possible again. Your data is safe.
    }

second-factor-title = Two-factor authentication
second-factor-why = { $product } holds privacy-sensitive data. That is why we are obliged to protect logging in with two-factor authentication: an extra check after your password. The methods for the second factor can be text messages, an authenticator app or a USB security key.
second-factor-help = Two-factor authentication help
second-factor-app-what = Open the authenticator app on your phone. Enter the code that stands with { $product }.
factor-code-label = Code from your app
factor-code-hint = 6 digits. There is a new code every 30 seconds.
second-factor-sms-what = Enter the one-time code that you received by text message.
second-factor-sms-where = We sent the code to the number that ends in { $digits }.
second-factor-sms-none = We send a one-time code to the number that ends in { $digits }.
sms-code-label = Code from the text message
sms-code-hint = 6 digits. The code works for 5 minutes.
sms-send-action = Send a code
sms-resend-what = No message after 1 minute? Then you can have a new code sent. The previous code stops working.
sms-resend-action = Send a new code
sms-resend-left = A new code can be sent in
sms-resend-over = You can have a new code sent now.
sms-sent = We have sent a new code. Only the newest code works.
sms-not-sent = No code has been sent yet. Choose another method below, or have a code sent.
sms-delayed = Sending the text message takes longer than usual. Wait a little, or choose another method.
sms-failed = Our text message could not be delivered. Choose another method, or have a new code sent.
sms-wrong = This code is not right. Check that you have the newest message and enter that code. An older code no longer works.
sms-expired = This code has expired. A code by text message works for 5 minutes. Have a new code sent.
sms-none-sent = No code has been sent yet. Have a code sent first.
sms-empty = Enter the code of 6 digits from the text message.
sms-not-digits = The code has digits only. Look at the message and enter the 6 digits. This attempt does not count.
sms-wait = We have just sent a code. Check whether it has arrived. In { $wait } you can have a new one sent.
sms-limit = Too many codes have been sent lately. Choose another method, or wait { $wait }.
sms-limit-journey = You have had three codes sent. Choose another method, or log in again.
sms-away = We cannot send text messages now. Choose another method or try again in a few minutes.
second-factor-key-what = Take your security key. Click the button and follow what your browser asks.
second-factor-key-names = Your keys: { $names }.
second-factor-off = { $method } can no longer be used to log in. Do you have your recovery code? Then set up a new method below. Otherwise the help desk will help you.
key-use-action = Use the key
key-insert = Put your key into the USB port.
key-touch = Is the light blinking? Then touch the key with your finger.
key-out-enrol = Choose another method
key-out-lost = Key lost or broken?
key-window = Your browser shows a window too. Follow what it says. Do you want to stop? Click “Cancel” in that window.
key-checking = We are checking the answer of your key.
key-cancelled = The check stopped before the key answered. Nothing has happened. Click the button once more.
key-time-out = It took too long. Nothing has happened. Click the button and touch the key as soon as the light blinks.
key-unknown = This key does not belong to your account. Is there another key in the computer? Take it out and use the key that you have set up.
key-wrong-site = Your browser refuses the key at this address. Check the address at the top of your screen and log in again. Does it keep failing? Then call the help desk.
key-no-support = This browser or device cannot use a security key. Try another browser or another computer.
key-no-script = A security key needs JavaScript. It is off in your browser. Switch it on and load this page again.
key-failed = The answer of the key was not right. Take the key out, put it in again and try once more.
key-expired = It took too long, or this answer had been used already. Click the button once more.
key-not-touched = The key was not touched. Click the button and touch the key when the light blinks.
key-counter =
    { $has_phone ->
        [yes] This key can no longer be trusted: there may be a copy of it. Call the help desk: { $help_desk }.
       *[no] This key can no longer be trusted: there may be a copy of it. Call the help desk.
    }
other-method-title = Use another method
other-method-app = Use the authenticator app
other-method-security-key = Use the USB security key
other-method-sms = Use a text message
second-factor-problems = Problems with two-factor authentication?

factor-wrong = This code is not right. Enter the code that you see in the app now. Still not right? Check that the clock of your phone is correct.
factor-expired = This code has expired. A code from the app works for 30 seconds. Enter the code that you see now.
factor-length = { $got ->
    [one] The code has 6 digits. You entered 1. This try does not count.
   *[other] The code has 6 digits. You entered { $got }. This try does not count.
}
factor-not-digits = The code has digits only. Look in the app and enter the 6 digits. This try does not count.
factor-empty = Enter the 6-digit code from your app.
factor-ended = You entered a code that is not right five times. Log in again with your username and password. Then you can try once more.

reset-instead-title = Lost your method?
reset-instead-why = You opened a reset link from the help desk. Do you no longer have your phone or key? Then you can start again now.
reset-instead-action = Set up again

journey-expired = This step has expired, because nothing happened for a while. Log in again. Nothing is lost.
journey-superseded = Something changed in the meantime, for example in another window. Log in again to go on.
journey-other-step = You were further already. This is the step where you are now.
after-wipe = Your old method has been removed. Log in now with your username and password. Then you set up a new method. Keep your recovery code until you are finished.
after-reset-link = Your old method has been removed. Log in now with your username and password. Then you set up a new method.
already-enrolled = Your second factor is set up already. You do not have to do this again.
logged-out = You are logged out.
session-ended-idle = You were logged out, because nothing happened for a while. Log in again to go on.
cancelled = You stopped logging in. You can start again here.

leaving-title = You are going to { $application }
leaving-lead = You are logged in. This goes by itself. Does nothing happen? Then use the button.
leaving-action = Go to { $application }
