# Wachtwoord of gebruikersnaam vergeten: de pagina's en de mails

forgot-password-title = Wachtwoord vergeten
forgot-password-lead = Vul uw gebruikersnaam in. Wij sturen u een mail met een link. Daarmee kiest u een nieuw wachtwoord.
forgot-password-need = Houd uw telefoon of beveiligingssleutel bij de hand: die hebt u na de link ook nodig. Bent u die ook kwijt? Pak dan uw herstelcode.
forgot-username-title = Gebruikersnaam vergeten
forgot-username-lead = Vul het mailadres in waarop u mail van ons krijgt. Wij sturen daar de gebruikersnaam naartoe die erbij hoort.
forgot-mail-label = Mailadres
forgot-action = Mail sturen
forgot-no-username = Ik weet mijn gebruikersnaam niet
forgot-no-password = Ik weet mijn wachtwoord niet
forgot-empty-mail = Vul uw mailadres in.
forgot-no-mail-address = Dit is geen mailadres. Vul het hele adres in, zoals naam@voorbeeld.nl.
forgot-often = Vanaf uw internetverbinding is vaak om een mail gevraagd. Wacht { $wait }. Daarna kunt u het opnieuw proberen.

forgot-sent-title = Kijk in uw mail
forgot-sent-lead = Als er een account bij hoort, hebben wij een mail gestuurd.
forgot-sent-password = De link in de mail werkt 30 minuten, en één keer. Hebt u meer mails gekregen? Gebruik dan de nieuwste.
forgot-sent-username = In de mail staat uw gebruikersnaam.
forgot-sent-none = Krijgt u geen mail?
forgot-sent-spam = Wacht een paar minuten. Kijk ook in de map met ongewenste mail (spam).
forgot-sent-typed = Misschien hebt u de gebruikersnaam anders getypt dan hij bij ons staat. Dan krijgt u geen mail.
forgot-sent-other-address = Misschien kennen wij een ander mailadres van u, bijvoorbeeld dat van uw werk. Probeer het dan met dat adres.
forgot-sent-limit = Wij sturen hoogstens drie van deze mails per uur.
forgot-sent-no-address = Is bij uw account geen mailadres bekend, of een adres dat u niet meer hebt? Dan kan alleen de helpdesk u helpen.

forgot-link-title = Nieuw wachtwoord kiezen
forgot-link-lead = U hebt de link uit onze mail geopend. Daarmee kunt u een nieuw wachtwoord kiezen.
forgot-link-then = Eerst vragen wij uw tweede factor, net als bij het inloggen. Hebt u die niet meer? Dan gebruikt u op de volgende pagina uw herstelcode.
forgot-link-action = Ga verder
forgot-link-not-asked = Hebt u hier niet om gevraagd? Sluit dan deze pagina. Er verandert niets.
forgot-link-dead = De link is te oud, al gebruikt of niet volledig. Alleen de link uit de nieuwste mail werkt. Vraag een nieuwe, als u nog een wachtwoord wilt kiezen.
forgot-link-again = Nieuwe link vragen

mail-asked = Dit is gevraagd op { $when }.
mail-asked-where = Dit is gevraagd op { $when }, vanaf { $place }.
mail-ignore =
    { $has_phone ->
        [yes] Dan hoeft u niets te doen. Er is niets veranderd aan uw account. Krijgt u dit vaker? Bel de helpdesk: { $help_desk }.
       *[no] Dan hoeft u niets te doen. Er is niets veranderd aan uw account. Krijgt u dit vaker? Neem contact op met uw helpdesk.
    }
mail-password-link-subject = Kies een nieuw wachtwoord voor { $product }
mail-password-link-lead = Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. Open de link om er een te kiezen. Houd uw telefoon of uw beveiligingssleutel bij de hand: die hebt u ook nodig. De link werkt 30 minuten, en één keer.
mail-password-link-action = Nieuw wachtwoord kiezen
mail-asked-closed-subject = Uw account bij { $product } is stopgezet
mail-asked-closed-lead =
    { $has_phone ->
        [yes] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. Dat kan niet, want het account is stopgezet. De helpdesk kan zien waarom. Bel de helpdesk: { $help_desk }.
       *[no] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. Dat kan niet, want het account is stopgezet. De helpdesk kan zien waarom. Neem contact op met uw helpdesk.
    }
mail-asked-early-subject = Uw account bij { $product } is nog niet geactiveerd
mail-asked-early-lead =
    { $has_phone ->
        [yes] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. U hebt er nog geen: u kiest het zelf, met een activatielink. Hebt u die link niet meer? Bel de helpdesk voor een nieuwe: { $help_desk }.
       *[no] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. U hebt er nog geen: u kiest het zelf, met een activatielink. Hebt u die link niet meer? Vraag uw helpdesk om een nieuwe.
    }
mail-asked-no-factor-subject = Voor een nieuw wachtwoord hebt u de helpdesk nodig
mail-asked-no-factor-lead =
    { $has_phone ->
        [yes] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. Dat kan niet met een link, omdat bij uw account nu geen tweede factor is ingesteld. Bel de helpdesk: { $help_desk }.
       *[no] Voor uw account bij { $product } is een nieuw wachtwoord gevraagd. Dat kan niet met een link, omdat bij uw account nu geen tweede factor is ingesteld. Neem contact op met uw helpdesk.
    }
mail-username-subject = Uw gebruikersnaam bij { $product }
mail-username-lead = { $count ->
    [one] Bij dit mailadres hoort bij { $product } deze gebruikersnaam:
   *[other] Bij dit mailadres horen bij { $product } deze gebruikersnamen:
}
