# The letter on paper, and the page where the code of the letter is typed over

letter-code-title = Code from your letter
letter-code-lead = Did you get a letter with a code? Type it over here.
letter-code-label = Code from the letter
letter-code-hint = 24 letters and digits, such as
letter-code-action = Continue
letter-code-mail = Did you get a link in a mail? Then open that link. You do not need a code.
letter-code-empty = Fill in the code from your letter.
letter-code-length = The code has 24 letters and digits. You filled in { $got }.
letter-code-characters = The character “{ $found }” never stands in the code. Compare the code with your letter.
letter-code-check = There is a typing error in the code. Compare the code with your letter.
letter-code-wrong = This code does not work. It has been used or is too old, or there is a newer letter. Always use the newest letter. Does that not work? The help desk can send you a new one.
letter-code-have = I have a letter with a code

pin-label = PIN
pin-hint = 6 digits. The help desk gives them to you apart, for example by telephone. They are not in the mail or letter.
pin-empty = Fill in the PIN. Do you have none? Ask the help desk for it.
pin-not-digits = A PIN has digits only.
pin-length = A PIN has 6 digits. You filled in { $got }.
pin-wrong = { $left ->
    [one] This PIN is not right. You can try 1 more time. After that the link does not work any more.
   *[other] This PIN is not right. You can try { $left } more times. After that the link does not work any more.
}

paper-greeting = Dear { $name },
paper-activation-subject = Activate your account at { $product }
paper-activation-lead = An account was made for you at { $product }. With this letter you choose a password yourself. Then you set up an extra check. Keep your smartphone or your security key at hand. Begin in one of these two ways:
paper-activation-then = From there the page shows you the way. It takes about 10 minutes.
paper-reset-subject = Set up your second factor again
paper-reset-lead = The help desk sends you this letter, because you no longer have your phone or key. With this letter, your username and your password you set up a new method at { $product }. Keep your new phone or key at hand. Begin in one of these two ways:
paper-reset-then = Then you log in, and the page shows you the way. It takes about 5 minutes.
paper-set-up-subject = Set up your second factor at { $product }
paper-set-up-lead = Your account was moved to { $product }. Your username and password stay the same. With this letter, your username and your password you set up an extra check. Keep your smartphone or your security key at hand. Begin in one of these two ways:
paper-camera-title = With a camera
paper-camera = Point the camera of your phone or tablet at the square and open the page.
paper-typed-title = Without a camera
paper-typed = Go to this page in your browser and type the code over:
paper-symbols = Capitals, spaces and dashes do not matter. The code has no letters I, L and O: they are the digits 1 and 0.
paper-pin = You also need a PIN of 6 digits. It is not in this letter. The help desk gives it to you apart, for example by telephone.
paper-until = This letter works once, until { $until }.
paper-from-until = This letter works once, from { $from } until { $until }.
paper-cancels = Do you find your phone or key again? Then just log in. This letter does not work any more then, and everything stays as it was.
paper-keep = Give this letter and the code to nobody, not even to the help desk. Destroy the letter when you are done.
paper-questions = Questions?
paper-not-asked = Did you not expect this letter? Then do not use it and contact the help desk at once.
paper-regards = Kind regards,
