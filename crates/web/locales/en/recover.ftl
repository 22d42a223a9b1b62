# Using the recovery code, and links of the help desk

reset-title = Set up two-factor authentication again
reset-what-code = Do you no longer have your phone or key? Then use your personal recovery code. You got it when you set up two-factor authentication.
reset-help = Reset help
reset-then = After entering your recovery code you go back to log in. You log in with your username and password. Then you set up a new method.
wipe-gone = This will be gone: your old method. If you have more, all of them. You are logged out everywhere.
wipe-stays = This stays: your username, your password and all your data.
recovery-code-label = Recovery code
recovery-code-hint-digits = 16 digits, like
recovery-code-hint-base32 = 16 letters and digits, like
reset-action = Set up again
recovery-code-problems = Problems with the recovery code?
back-to-second-factor = Back to two-factor authentication
back-to-no-grant = Back to the previous page

code-wrong = This recovery code is not right. Compare the code with your paper or file and try again. Always use the newest code that you got.
code-length-base32 = The recovery code has { $expected } characters. You entered { $got }. This try does not count.
code-length = The recovery code has { $expected } digits. You entered { $got }. This try does not count.
code-characters = The character “{ $found }” does not occur in a recovery code. Compare the code with your paper or file. This try does not count.
code-check = There is a typing error in the recovery code. Compare the code with your paper or file. This try does not count.
code-empty = Enter your recovery code.
code-paused = A recovery code that is not right was entered a few times. Wait { $wait }. Then you can try again.
code-ended = You entered a recovery code that is not right three times. Get your recovery code and log in again. Then you can try once more.
code-void =
    { $has_phone ->
        [yes] This recovery code does not work any more, because a wrong code was entered too often. Call the help desk: { $help_desk }. They can send you a link to start again.
       *[no] This recovery code does not work any more, because a wrong code was entered too often. Call the help desk. They can send you a link to start again.
    }
code-none =
    { $has_phone ->
        [yes] There is no working recovery code for this account now. Call the help desk: { $help_desk }. They can send you a link to start again.
       *[no] There is no working recovery code for this account now. Call the help desk. They can send you a link to start again.
    }

no-grant-title-recovery = Go on setting up
no-grant-title-activation = Go on where you began
no-grant-title-help-desk = Ask for a link first
no-grant-recovery-elsewhere = You cannot go on setting up on this computer. Go on with the device where you entered your recovery code, or enter the code here once more.
no-grant-needs-activation = You cannot go on setting up on this computer. Go on with the device where you chose your password. Is that not possible any more? The help desk can send you a new link. Your data is safe.
no-grant-needs-help-desk = No second factor is set up for your account now. The help desk can send you a link to do that yourself. Your data is safe.
no-grant-action = Enter recovery code

reset-link-lead = The help desk sent you this link, because you no longer have your phone or key. Log in to set up a new method.
reset-link-need = You need: your username, your password and the device that will be your new method, for example your new phone.
reset-link-then = When you go on with setting up again:
set-up-link-title = Set up your second factor
set-up-link-lead = Log in with your username and your password. Then you set up an extra check, for example with an app on your phone.
set-up-link-need = You need: your username, the password that you already had and the device for the extra check, for example your phone.
reset-link-not-asked = Did you not ask for this? Then do not log in.
reset-link-waits = This link works from { $from }. Open it again then.
reset-link-waits-why = There is a waiting time, so that nobody else can replace your second factor without your notice. Until then nothing changes.
reset-link-waits-cancel = Do you still have your phone or key, or have you found it? Then log in with your usual method. That stops the setting up, and this link does not work any more.
reset-link-waits-not-asked = Did you not ask for this? Log in with your usual method, that stops it.

link-dead-used-title = This link has been used already
link-dead-old-title = This link does not work any more
link-dead-activation-used = Your account has been activated already. You can log in with your username and the password that you chose then.
link-dead-activation-old = The activation link is too old or not complete, or a wrong PIN was filled in too often. Open the link from the newest mail. Does that not work? The help desk can send you a new link.
link-dead-reset-used = A new method has been set up with this link already. Log in. Was that not you? Then call the help desk at once.
link-dead-reset-old = The reset link is too old or not complete, or it was stopped because you logged in as usual. Open the link from the newest mail. Does that not work? The help desk can send you a new link.
