# "Dit was ik niet": wat er in mails en sms'jes over staat, en de pagina achter de link

mail-object-then = Kies dan hieronder "Dit was ik niet". Op de pagina die opent, sluit u uw account af. Niemand kan het dan nog gebruiken.
mail-object-action = Dit was ik niet
mail-object-or =
    { $has_phone ->
        [yes] De link werkt 14 dagen. U kunt ook de helpdesk bellen: { $help_desk }. Geef nooit uw wachtwoord of een code door, ook niet aan de helpdesk.
       *[no] De link werkt 14 dagen. U kunt ook contact opnemen met uw helpdesk. Geef nooit uw wachtwoord of een code door, ook niet aan de helpdesk.
    }

mail-address-changed-subject = Een adres of telefoonnummer van uw account is veranderd
mail-address-changed-lead = Van uw account bij { $product } is een mailadres of telefoonnummer veranderd. Op het oude adres krijgt u nog 30 dagen bericht.
mail-account-suspended-subject = Uw account is afgesloten na uw melding
mail-account-suspended-lead = Met de knop "Dit was ik niet" in een mail van ons is gemeld dat iemand anders uw account bij { $product } gebruikt. Daarom kan niemand er nu in. De helpdesk maakt het weer veilig open.
mail-account-reinstated-subject = Uw account is weer open
mail-account-reinstated-lead = De helpdesk heeft uw account bij { $product } weer opengezet. Wat sinds de melding niet van u was, is weg. Bij de eerste keer inloggen kiest u een nieuw wachtwoord.
mail-objection-subject = Account { $person } is afgesloten na "Dit was ik niet"
mail-objection-lead = Iemand heeft de link "Dit was ik niet" gebruikt uit een mail aan account { $person } van { $product }. Het account is afgesloten: alle sessies en links zijn beëindigd.
mail-objection-next = Wat u nu doet
mail-objection-next-then = Bel de eigenaar op een nummer dat u al kende, en niet op een nummer of adres dat pas is veranderd. Weet u zeker wie u spreekt? Laat een beheerder dan het account herstellen met "account reinstate". "account show" vertelt wat er is betwist.

sms-notice = { $product }: { $what }, { $when }.
sms-notice-where = { $product }: { $what }, { $when } vanaf { $place }.
sms-notice-doubt =
    { $has_phone ->
        [yes] Was u dit niet? Bel de helpdesk: { $help_desk }
       *[no] Was u dit niet? Neem contact op met uw helpdesk
    }
sms-recovery-done = tweede factor verwijderd met uw herstelcode
sms-recovery-again = herstelcode nog eens ingevuld
sms-factor-added = nieuwe tweede factor ingesteld
sms-factor-removed = tweede factor verwijderd
sms-key-counter = vreemd gebruik van uw beveiligingssleutel
sms-code-issued = nieuwe herstelcode gemaakt
sms-wrong-code = verkeerde herstelcode ingevuld
sms-code-voided = uw herstelcode werkt niet meer
sms-attack = 5 keer een verkeerde inlogcode
sms-password-set = wachtwoord ingesteld
sms-password-changed = wachtwoord veranderd
sms-password-reset = nieuw wachtwoord na een resetmail
sms-recovery-waiting = herstelcode ingevuld, reset volgt later
sms-recovery-cancelled = reset is geannuleerd
sms-help-desk-reset = tweede factor verwijderd met een resetlink
sms-reset-started = reset begonnen door de helpdesk
sms-address-changed = mailadres of nummer veranderd
sms-account-suspended = account afgesloten na een melding
sms-account-reinstated = account weer open

not-me-title = Was u dit niet?
not-me-lead = Wij schreven u over uw account bij { $product }:
not-me-when = Dit gebeurde op { $when }.
not-me-when-where = Dit gebeurde op { $when }, vanaf { $place }.
not-me-then = Was u dit niet, dan sluiten wij uw account nu af:
not-me-then-closed = Niemand kan nog inloggen, ook u niet.
not-me-then-ended = Wie nu is ingelogd, wordt meteen uitgelogd.
not-me-then-code = Uw herstelcode werkt niet meer.
not-me-then-desk = De helpdesk krijgt bericht en helpt u weer naar binnen.
not-me-safe = Uw gegevens blijven bewaard.
not-me-action = Dit was ik niet, sluit mijn account af
not-me-was-me = Was u het wel? Dan hoeft u niets te doen. U kunt deze pagina sluiten.
not-me-done = Het is gedaan: uw account is afgesloten.
not-me-already = U hebt dit al gemeld. Er is niets meer veranderd.
not-me-done-title = Uw account is afgesloten
not-me-done-lead = Niemand kan uw account nog gebruiken. Iedereen die was ingelogd, is uitgelogd. Uw herstelcode en oude links werken niet meer.
not-me-done-safe = Uw gegevens zijn bewaard. Wat er sinds deze gebeurtenis is toegevoegd of veranderd, draaien wij terug als de helpdesk uw account weer opent.
not-me-done-next = Om weer in te loggen hebt u de helpdesk nodig. Zij vragen wie u bent en sturen u daarna een link. Zij vragen nooit om uw wachtwoord of een code.
not-me-settled-title = Dit is al afgehandeld
not-me-settled-lead = Over deze gebeurtenis is al een melding gedaan, en de helpdesk heeft die afgehandeld. Er is niets meer te doen. Vertrouwt u iets niet?
not-me-dead-title = Deze link werkt niet
not-me-dead-lead = De link is te oud of niet volledig. Open de link uit de nieuwste mail, of kopieer hem helemaal. Vertrouwt u iets niet?
