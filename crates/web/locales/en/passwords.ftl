# A new password in a journey, and what holds after a recovery

password-reset = Your new password has been set. Log in with it.
no-grant-title-link = Call the help desk
no-grant-link-without-factor = No second factor is set up for this account now. That is why you cannot set your password yourself: a link in a mail is not enough for it. The help desk will help you. Your data is safe.
recovery-code-fresh-cancelled = A recovery of your account was under way. Because you have now logged in as usual, it has been stopped and your old recovery code does not work any more. That is why you get a new code.
recovery-code-fresh-asked = This is your new recovery code. Your old code does not work any more.
factor-added = The second factor has been added.
factor-replaced = The second factor has been replaced. The old one does not work any more.
code-renewed = Your new recovery code has been confirmed. The old one does not work any more.
password-changed = Your new password has been set. You are logged out on other devices.
password-same = This is your old password. Choose another password.
new-password-title = Choose a new password
new-password-wanted = You have to choose another password before you can go on, because somebody else may know your old one.
new-password-forgotten = You have proven that it is you. Now choose your new password.
new-password-both-lost = Your recovery code is right. Now choose your new password.
new-password-then-in = After that you are logged in. You are logged out on other devices.
new-password-then-login = After that you log in with your new password. You are logged out on all devices.
new-password-then-wizard = Your old method is removed then and you are logged out everywhere. After that you log in with your new password and set up a new method.
new-password-factor-first = You want to choose a new password. Your second factor is needed for that as well.
continue-action = Continue

waiting-title = Your recovery begins after a waiting time
waiting-lead = Your recovery code is right. You can go on from { $from }.
waiting-until-then = Until then nothing changes. Your current method still works.
waiting-after = After that you log in with your username and password and enter your recovery code once more. That is possible until { $until }. So keep the code.
waiting-stops = Logging in with your current method stops the recovery. So does the button in the mail that you get now.
waiting-why = A waiting time holds for your account. It lets you step in when somebody else uses your password and recovery code.
cancel-recovery-title = Stop the recovery of your account
cancel-recovery-lead = A recovery was begun with your password and your recovery code. On { $from } your second factor will be removed. If this was not you, stop it.
cancel-recovery-then = Your second factor stays as it is. Your recovery code does not work after that; you get a new one the next time you log in.
cancel-recovery-action = Stop the recovery
cancel-recovery-stopped-title = The recovery has been stopped
cancel-recovery-stopped = Your second factor has not changed. Your old recovery code does not work any more; you get a new one the next time you log in.
cancel-recovery-password = Was this not you? Then somebody else knows your password and your recovery code. Change your password at once.
cancel-recovery-nothing-title = There is nothing to stop
cancel-recovery-nothing = This recovery has already been stopped, finished or has lapsed, or the link is not right. Do you not trust it? Then call the help desk.
new-password-label = New password
new-password-rule-length = At least { $min } characters. Longer is fine: a sentence of a few words is strong and easy to remember.
new-password-rule-signs = Every character is allowed, spaces too. Capitals, figures and punctuation are not required.
new-password-rule-words = Choose something other than your name, your username or { $product }, and no password that many people choose.

password-common = Many people choose this password. That is why others try it first. Choose a sentence of a few words that do not belong together.
password-leaked = This password is in a list of passwords that leaked from other websites. Others try such lists. Choose another password, and change it wherever you use this one already.

strength-name = Strength of the password
strength-not-yet = { $left ->
    [one] { $left } more character.
   *[other] { $left } more characters.
}
strength-refused = This password cannot be used.
strength-0 = Very weak.
strength-1 = Weak.
strength-2 = Fair.
strength-3 = Strong.
strength-4 = Very strong.
strength-advice-add-words = Add one or two words that do not belong to it.
strength-advice-own-words = Your name or a word of { $organisation } is what others try first. Use other words.
strength-advice-often-chosen = It is like a password that many people choose. Add one or two other words.
strength-advice-one-word = Most of it is one ordinary word or one name. Add one or two other words.
strength-advice-keys = Keys that lie side by side are easy to guess. Use a few words.
strength-advice-repeated = Repeating hardly helps. Use other words.
strength-advice-row = A row such as abcd or 6543 is easy to guess. Use a few words.
strength-advice-date = A year or a date is easy to guess. Add one or two words.
waiting-after-link = After that you ask for a link for a new password again and enter your recovery code once more. That is possible until { $until }. So keep the code.
