# Mails

mail-when = Dit gebeurde op { $when }.
mail-when-where = Dit gebeurde op { $when }, vanaf { $place }.
mail-made-at = Deze mail is gemaakt op { $when }.
mail-not-you = Was u dit niet?
mail-not-you-then =
    { $has_phone ->
        [yes] Bel dan meteen de helpdesk: { $help_desk }. Geef nooit uw wachtwoord of een code door, ook niet aan de helpdesk.
       *[no] Neem dan meteen contact op met uw helpdesk. Geef nooit uw wachtwoord of een code door, ook niet aan de helpdesk.
    }
mail-not-asked = Verwachtte u deze mail niet?
mail-not-asked-then =
    { $has_phone ->
        [yes] Gebruik de link dan niet en bel de helpdesk: { $help_desk }.
       *[no] Gebruik de link dan niet en neem contact op met uw helpdesk.
    }
mail-test-not-asked-then =
    { $has_phone ->
        [yes] Dan is bij het proberen een verkeerd adres ingevuld. Vragen? Bel de helpdesk: { $help_desk }.
       *[no] Dan is bij het proberen een verkeerd adres ingevuld. Vragen? Neem contact op met uw helpdesk.
    }

mail-recovery-done-subject = Uw tweede factor is verwijderd met uw herstelcode
mail-recovery-done-lead = Uw herstelcode is gebruikt bij { $product }. Uw oude methode is verwijderd en u bent overal uitgelogd. Log in met uw gebruikersnaam en wachtwoord om een nieuwe methode in te stellen.
mail-recovery-again-subject = Uw herstelcode is nog een keer ingevuld
mail-recovery-again-lead = Uw herstelcode is nog een keer ingevuld bij { $product }, om verder te gaan met het instellen van een nieuwe methode.
mail-factor-added-subject = Uw tweede factor is ingesteld
mail-factor-added-lead = Op uw account bij { $product } is een nieuwe tweede factor ingesteld. Vanaf nu hebt u die nodig om in te loggen.
mail-factor-removed-subject = Een tweede factor is verwijderd
mail-factor-removed-lead = Van uw account bij { $product } is een tweede factor verwijderd. U logt voortaan in met uw andere of nieuwe methode.
mail-key-counter-subject = Er is iets vreemds met uw beveiligingssleutel
mail-key-counter-lead = Bij { $product } is met uw gebruikersnaam en wachtwoord ingelogd, en daarna een beveiligingssleutel gebruikt die een kopie van de uwe kan zijn. Wij hebben hem geweigerd. Bel de helpdesk, ook als u het zelf was.
mail-code-issued-subject = U hebt een nieuwe herstelcode
mail-code-issued-lead = Voor uw account bij { $product } is een nieuwe herstelcode gemaakt. Een oude code werkt niet meer. De code zelf staat nooit in een mail.
mail-wrong-code-subject = Er is een verkeerde herstelcode ingevuld
mail-wrong-code-lead = Met uw gebruikersnaam en wachtwoord is ingelogd bij { $product }, en daarna is een verkeerde herstelcode ingevuld. Er is niets veranderd.
mail-code-voided-subject = Uw herstelcode werkt niet meer
mail-code-voided-lead = Er is te vaak een verkeerde herstelcode ingevuld bij { $product }. Voor uw veiligheid werkt uw code niet meer. Log in met uw gewone methode; u krijgt dan een nieuwe code. Hebt u die methode niet meer? Bel dan de helpdesk.
mail-attack-subject = Er is vijf keer een verkeerde code ingevuld
mail-attack-lead = Op één dag is vijf keer met uw gebruikersnaam en wachtwoord ingelogd bij { $product }, en daarna een verkeerde code ingevuld. Niemand is binnengekomen. Was u dit niet, dan kent iemand anders uw wachtwoord.
mail-password-set-subject = Uw wachtwoord is ingesteld
mail-password-set-lead = Voor uw account bij { $product } is een wachtwoord ingesteld.
mail-activation-subject = Activeer uw account bij { $product }
mail-activation-lead = Er is een account voor u gemaakt bij { $product }. Kies via de link een wachtwoord. Daarna logt u in en stelt u een extra controle in. Houd uw smartphone of uw beveiligingssleutel bij de hand. De link werkt één keer.
mail-activation-action = Account activeren
mail-reset-link-subject = Stel uw tweede factor opnieuw in
mail-reset-link-lead = De helpdesk heeft deze mail gestuurd, omdat u uw telefoon of sleutel niet meer hebt. Open de link en log in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in. De link werkt één keer. Werkt hij nog niet? Op de pagina staat vanaf wanneer.
mail-reset-link-action = Opnieuw instellen
mail-set-up-link-subject = Stel uw tweede factor in bij { $product }
mail-set-up-link-lead = Uw account is overgezet naar { $product }. Uw gebruikersnaam en wachtwoord blijven gelijk. Open de link en log in. Daarna stelt u een extra controle in. Houd uw smartphone of uw beveiligingssleutel bij de hand. De link werkt één keer.
mail-set-up-link-action = Tweede factor instellen
mail-help-desk-reset-subject = Uw tweede factor is verwijderd met een resetlink
mail-help-desk-reset-lead = De resetlink van de helpdesk is gebruikt bij { $product }. Uw oude methode is verwijderd en u bent overal uitgelogd. Log in met uw gebruikersnaam en wachtwoord om een nieuwe methode in te stellen.
mail-not-asked-call-then =
    { $has_phone ->
        [yes] Bel dan meteen de helpdesk: { $help_desk }.
       *[no] Neem dan meteen contact op met uw helpdesk.
    }
mail-reset-started-subject = De helpdesk is begonnen met het opnieuw instellen van uw tweede factor
mail-reset-started-lead = De helpdesk van { $product } heeft gehoord dat u uw telefoon of sleutel niet meer hebt. U krijgt een link of een brief om een nieuwe methode in te stellen. Tot u die gebruikt verandert er niets. Hebt u uw telefoon of sleutel nog? Log dan in met uw gewone methode. Dan stopt het opnieuw instellen.
mail-letter-sent-subject = Er is een brief van { $organisation } naar u onderweg
mail-letter-sent-lead = U krijgt per post of van een collega een brief met een code voor uw account bij { $product }. In de brief staat wat u doet. De code staat nooit in een mail.
mail-test-subject = Proefmail van { $product }
mail-test-lead = Met deze mail probeert de beheerder of { $product } mail kan versturen. U hoeft niets te doen.
mail-password-changed-subject = Uw wachtwoord is gewijzigd
mail-password-changed-lead = Het wachtwoord van uw account bij { $product } is gewijzigd.
mail-password-reset-subject = Uw wachtwoord is opnieuw ingesteld
mail-password-reset-lead = Voor uw account bij { $product } is via "wachtwoord vergeten" een nieuw wachtwoord gekozen. U bent overal uitgelogd. Uw mailadressen en mobiele nummer kunnen de komende drie dagen niet worden gewijzigd.
mail-recovery-waiting-subject = Uw herstelcode is gebruikt; er gaat een wachttijd in
mail-recovery-waiting-lead = Uw herstelcode is gebruikt bij { $product }. Er is nog niets veranderd: uw huidige methode werkt nog. Pas na een wachttijd wordt die verwijderd. Was u dit niet? Stop het dan met de knop. Ook als u gewoon inlogt met uw huidige methode, stopt het.
mail-recovery-waiting-action = Herstel stoppen
mail-recovery-cancelled-subject = Het herstel van uw account is gestopt
mail-recovery-cancelled-lead = Het herstel met uw herstelcode bij { $product } is gestopt. Uw tweede factor is niet veranderd. Uw oude herstelcode werkt niet meer. Bij de volgende keer inloggen krijgt u een nieuwe.
