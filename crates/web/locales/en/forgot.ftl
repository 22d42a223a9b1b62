# Password or username forgotten: the pages and the mails

forgot-password-title = Forgotten password
forgot-password-lead = Enter your username. We send you a mail with a link, with which you choose a new password.
forgot-password-need = Keep your phone or security key at hand: you need it after the link. Lost that as well? Then get your recovery code.
forgot-username-title = Forgotten username
forgot-username-lead = Enter the mail address at which you receive mail from us. We send the username that belongs to it there.
forgot-mail-label = Mail address
forgot-action = Send the mail
forgot-no-username = I do not know my username
forgot-no-password = I do not know my password
forgot-empty-mail = Enter your mail address.
forgot-no-mail-address = This is not a mail address. Enter the whole address, such as name@example.org.
forgot-often = Many mails have been asked for from your internet connection. Wait { $wait }. Then you can try again.

forgot-sent-title = Look at your mail
forgot-sent-lead = If there is an account that belongs to it, we have sent a mail.
forgot-sent-password = The link in the mail works for 30 minutes, and once. Did you get several mails? Then use the newest.
forgot-sent-username = Your username is in the mail.
forgot-sent-none = No mail?
forgot-sent-spam = Wait a few minutes. Look in the folder for unwanted mail (spam) as well.
forgot-sent-typed = Perhaps you typed the username in another way than we have it. Then you get no mail.
forgot-sent-other-address = Perhaps we know another mail address of yours, such as the one at work. Then try that address.
forgot-sent-limit = We send at most three of these mails in an hour.
forgot-sent-no-address = Does your account have no mail address, or one that you no longer have? Then only the help desk can help you.

forgot-link-title = Choose a new password
forgot-link-lead = You opened the link in our mail. With it you can choose a new password.
forgot-link-then = First we ask for your second factor, as when you log in. Do you no longer have it? Then you use your recovery code on the next page.
forgot-link-action = Continue
forgot-link-not-asked = Did you not ask for this? Then close this page. Nothing changes.
forgot-link-dead = The link is too old, was used already or is not complete. Only the link in the newest mail works. Ask for a new one if you still want to choose a password.
forgot-link-again = Ask for a new link

mail-asked = This was asked for on { $when }.
mail-asked-where = This was asked for on { $when }, from { $place }.
mail-ignore =
    { $has_phone ->
        [yes] Then you need not do anything. Nothing has changed in your account. Does it happen more often? Call the help desk: { $help_desk }.
       *[no] Then you need not do anything. Nothing has changed in your account. Does it happen more often? Contact your help desk.
    }
mail-password-link-subject = Choose a new password for { $product }
mail-password-link-lead = A new password was asked for your account at { $product }. Open the link to choose one. Keep your phone or security key at hand: you need it too. The link works for 30 minutes, and once.
mail-password-link-action = Choose a new password
mail-asked-closed-subject = Your account at { $product } is closed
mail-asked-closed-lead =
    { $has_phone ->
        [yes] A new password was asked for your account at { $product }. That is not possible, because the account is closed. The help desk can see why. Call the help desk: { $help_desk }.
       *[no] A new password was asked for your account at { $product }. That is not possible, because the account is closed. The help desk can see why. Contact your help desk.
    }
mail-asked-early-subject = Your account at { $product } is not activated yet
mail-asked-early-lead =
    { $has_phone ->
        [yes] A new password was asked for your account at { $product }. You do not have one yet: you choose it yourself, with an activation link. Do you no longer have that link? Call the help desk for a new one: { $help_desk }.
       *[no] A new password was asked for your account at { $product }. You do not have one yet: you choose it yourself, with an activation link. Do you no longer have that link? Ask your help desk for a new one.
    }
mail-asked-no-factor-subject = For a new password you need the help desk
mail-asked-no-factor-lead =
    { $has_phone ->
        [yes] A new password was asked for your account at { $product }. That is not possible with a link, because no second factor is set up for your account now. Call the help desk: { $help_desk }.
       *[no] A new password was asked for your account at { $product }. That is not possible with a link, because no second factor is set up for your account now. Contact your help desk.
    }
mail-username-subject = Your username at { $product }
mail-username-lead = { $count ->
    [one] This username at { $product } belongs to this mail address:
   *[other] These usernames at { $product } belong to this mail address:
}
