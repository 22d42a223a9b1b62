# Mails

mail-when = This happened on { $when }.
mail-when-where = This happened on { $when }, from { $place }.
mail-made-at = This mail was made on { $when }.
mail-not-you = Was this not you?
mail-not-you-then =
    { $has_phone ->
        [yes] Then call the help desk at once: { $help_desk }. Never give your password or a code to anybody, the help desk included.
       *[no] Then contact your help desk at once. Never give your password or a code to anybody, the help desk included.
    }
mail-not-asked = Did you not expect this mail?
mail-not-asked-then =
    { $has_phone ->
        [yes] Then do not use the link and call the help desk: { $help_desk }.
       *[no] Then do not use the link and contact your help desk.
    }
mail-test-not-asked-then =
    { $has_phone ->
        [yes] Then somebody typed a wrong address while trying. Questions? Call the help desk: { $help_desk }.
       *[no] Then somebody typed a wrong address while trying. Questions? Contact your help desk.
    }

mail-recovery-done-subject = Your second factor was removed with your recovery code
mail-recovery-done-lead = Your recovery code was used at { $product }. Your old method has been removed and you are logged out everywhere. Log in with your username and password to set up a new method.
mail-recovery-again-subject = Your recovery code was entered once more
mail-recovery-again-lead = Your recovery code was entered once more at { $product }, to go on setting up a new method.
mail-factor-added-subject = Your second factor has been set up
mail-factor-added-lead = A new second factor has been set up on your account at { $product }. From now on you need it to log in.
mail-factor-removed-subject = A second factor has been removed
mail-factor-removed-lead = A second factor has been removed from your account at { $product }. From now on you log in with your other or new method.
mail-key-counter-subject = There is something odd about your security key
mail-key-counter-lead = At { $product } somebody logged in with your username and password and then used a security key that may be a copy of yours. We refused it. Call the help desk, even if it was you.
mail-code-issued-subject = You have a new recovery code
mail-code-issued-lead = A new recovery code was made for your account at { $product }. An old code does not work any more. The code itself is never in a mail.
mail-wrong-code-subject = A wrong recovery code was entered
mail-wrong-code-lead = Somebody logged in with your username and password at { $product } and then entered a wrong recovery code. Nothing has changed.
mail-code-voided-subject = Your recovery code does not work any more
mail-code-voided-lead = A wrong recovery code was entered too often at { $product }. For your safety your code does not work any more. Log in with your usual method; you then get a new code. Do you no longer have that method? Then call the help desk.
mail-attack-subject = A wrong code was entered five times
mail-attack-lead = On one day somebody logged in five times with your username and password at { $product } and then entered a wrong code. Nobody got in. If this was not you, somebody else knows your password.
mail-password-set-subject = Your password has been set
mail-password-set-lead = A password has been set for your account at { $product }.
mail-activation-subject = Activate your account at { $product }
mail-activation-lead = An account was made for you at { $product }. Choose a password through the link. Then you log in and set up an extra check. Keep your smartphone or your security key at hand. The link works once.
mail-activation-action = Activate account
mail-reset-link-subject = Set up your second factor again
mail-reset-link-lead = The help desk sent this mail, because you no longer have your phone or key. Open the link and log in with your username and password. Then you set up a new method. The link works once. Does it not work yet? The page says from when on.
mail-reset-link-action = Set up again
mail-set-up-link-subject = Set up your second factor at { $product }
mail-set-up-link-lead = Your account was moved to { $product }. Your username and password stay the same. Open the link and log in. Then you set up an extra check. Keep your smartphone or your security key at hand. The link works once.
mail-set-up-link-action = Set up second factor
mail-help-desk-reset-subject = Your second factor was removed with a reset link
mail-help-desk-reset-lead = The reset link of the help desk was used at { $product }. Your old method has been removed and you are logged out everywhere. Log in with your username and password to set up a new method.
mail-not-asked-call-then =
    { $has_phone ->
        [yes] Then call the help desk at once: { $help_desk }.
       *[no] Then contact your help desk at once.
    }
mail-reset-started-subject = The help desk has begun to set up your second factor again
mail-reset-started-lead = The help desk of { $product } has heard that you no longer have your phone or key. You get a link or a letter to set up a new method. Until you use it nothing changes. Do you still have your phone or key? Then log in with your usual method. That stops the setting up.
mail-letter-sent-subject = A letter of { $organisation } is on its way to you
mail-letter-sent-lead = You get a letter by post or from a colleague with a code for your account at { $product }. The letter says what you do. The code never stands in a mail.
mail-test-subject = Test mail from { $product }
mail-test-lead = With this mail the operator tries whether { $product } can send mail. You do not have to do anything.
mail-password-changed-subject = Your password has been changed
mail-password-changed-lead = The password of your account at { $product } has been changed.
mail-password-reset-subject = Your password has been set anew
mail-password-reset-lead = A new password was chosen for your account at { $product } through "forgotten password". You are logged out everywhere. Your mail addresses and mobile number cannot be changed for the next three days.
mail-recovery-waiting-subject = Your recovery code was used; a waiting time has begun
mail-recovery-waiting-lead = Your recovery code was used at { $product }. Nothing has changed yet: your current method still works. It is removed only after a waiting time. Was this not you? Then stop it with the button. Logging in with your current method stops it as well.
mail-recovery-waiting-action = Stop the recovery
mail-recovery-cancelled-subject = The recovery of your account has been stopped
mail-recovery-cancelled-lead = The recovery with your recovery code at { $product } has been stopped. Your second factor has not changed. Your old recovery code does not work any more. You get a new one the next time you log in.
