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
throttled-stopped = What was entered was not right too often. That is why you cannot try again here now. Call the help desk. They can make it possible again. Your data is safe.

second-factor-title = Two-factor authentication
second-factor-why = { $product } holds privacy-sensitive data. That is why we are obliged to protect logging in with two-factor authentication: an extra check after your password. You do this with an authenticator app on your phone.
second-factor-help = Two-factor authentication help
second-factor-app-what = Open the authenticator app on your phone. Enter the code that stands with { $product }.
factor-code-label = Code from your app
factor-code-hint = 6 digits. There is a new code every 30 seconds.
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
