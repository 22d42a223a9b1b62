# Een nieuw wachtwoord in een journey, en wat er na een herstel geldt

password-reset = Uw nieuwe wachtwoord is ingesteld. Log ermee in.
no-grant-title-link = Bel de helpdesk
no-grant-link-without-factor = Voor dit account is nu geen tweede factor ingesteld. Daarom kunt u uw wachtwoord niet zelf opnieuw instellen: een link in een mail is daarvoor niet genoeg. De helpdesk helpt u verder. Uw gegevens zijn veilig.
recovery-code-fresh-cancelled = Er liep een herstel van uw account. Doordat u nu gewoon hebt ingelogd, is dat gestopt en werkt uw oude herstelcode niet meer. Daarom krijgt u een nieuwe code.
recovery-code-fresh-asked = Dit is uw nieuwe herstelcode. Uw oude code werkt niet meer.
factor-added = De tweede factor is toegevoegd.
factor-replaced = De tweede factor is vervangen. De oude werkt niet meer.
code-renewed = Uw nieuwe herstelcode is bevestigd. De oude werkt niet meer.
password-changed = Uw nieuwe wachtwoord is ingesteld. Op andere apparaten bent u uitgelogd.
password-same = Dit is uw oude wachtwoord. Kies een ander wachtwoord.
new-password-title = Kies een nieuw wachtwoord
new-password-wanted = U moet een ander wachtwoord kiezen voordat u verder kunt, omdat iemand anders uw oude wachtwoord kan kennen.
new-password-forgotten = U hebt bewezen dat u het bent. Kies nu uw nieuwe wachtwoord.
new-password-both-lost = Uw herstelcode klopt. Kies nu uw nieuwe wachtwoord.
new-password-then-in = Daarna bent u ingelogd. Op andere apparaten bent u uitgelogd.
new-password-then-login = Daarna logt u in met uw nieuwe wachtwoord. Op alle apparaten bent u uitgelogd.
new-password-then-wizard = Uw oude methode wordt dan verwijderd en u bent overal uitgelogd. Daarna logt u in met uw nieuwe wachtwoord en stelt u een nieuwe methode in.
new-password-factor-first = U wilt een nieuw wachtwoord kiezen. Daarvoor is ook uw tweede factor nodig.
continue-action = Doorgaan

waiting-title = Uw herstel gaat in na een wachttijd
waiting-lead = Uw herstelcode klopt. Vanaf { $from } kunt u verder.
waiting-until-then = Tot dan verandert er niets. Uw huidige methode werkt nog.
waiting-after = Daarna logt u in met uw gebruikersnaam en wachtwoord en vult u uw herstelcode nog een keer in. Dat kan tot { $until }. Bewaar de code dus.
waiting-stops = Inloggen met uw huidige methode stopt het herstel. Dat doet ook de knop in de mail die u nu krijgt.
waiting-why = Voor uw account geldt een wachttijd. Zo kunt u ingrijpen als iemand anders uw wachtwoord en herstelcode gebruikt.
cancel-recovery-title = Herstel van uw account stoppen
cancel-recovery-lead = Met uw wachtwoord en uw herstelcode is een herstel begonnen. Op { $from } wordt uw tweede factor verwijderd. Was u dit niet, stop het dan.
cancel-recovery-then = Uw tweede factor blijft zoals die is. Uw herstelcode werkt daarna niet meer; bij de volgende keer inloggen krijgt u een nieuwe.
cancel-recovery-action = Herstel stoppen
cancel-recovery-stopped-title = Het herstel is gestopt
cancel-recovery-stopped = Uw tweede factor is niet veranderd. Uw oude herstelcode werkt niet meer; bij de volgende keer inloggen krijgt u een nieuwe.
cancel-recovery-password = Was u dit niet? Dan kent iemand anders uw wachtwoord en uw herstelcode. Wijzig uw wachtwoord meteen.
cancel-recovery-nothing-title = Er valt niets te stoppen
cancel-recovery-nothing = Dit herstel is al gestopt, afgerond of verlopen, of de link klopt niet. Vertrouwt u het niet? Bel dan de helpdesk.
new-password-label = Nieuw wachtwoord
new-password-rule-length = Minstens { $min } tekens. Langer mag: een zin van een paar woorden is sterk en goed te onthouden.
new-password-rule-signs = Alle tekens mogen, ook spaties. Hoofdletters, cijfers en leestekens hoeven niet.
new-password-rule-words = Kies iets anders dan uw naam, uw gebruikersnaam of { $product }, en geen wachtwoord dat veel mensen kiezen.

password-common = Dit wachtwoord kiezen veel mensen. Daarom proberen anderen het als eerste. Kies een zin van een paar woorden die niet bij elkaar horen.
password-leaked = Dit wachtwoord staat in een lijst met gelekte wachtwoorden van andere websites. Anderen proberen zo’n lijst uit. Kies een ander wachtwoord, en verander het ook waar u dit wachtwoord al gebruikt.

strength-name = Sterkte van het wachtwoord
strength-not-yet = { $left ->
    [one] Nog { $left } teken.
   *[other] Nog { $left } tekens.
}
strength-refused = Dit wachtwoord kan niet.
strength-0 = Heel zwak.
strength-1 = Zwak.
strength-2 = Matig.
strength-3 = Sterk.
strength-4 = Heel sterk.
strength-advice-add-words = Zet er een of twee woorden bij die er niet bij horen.
strength-advice-own-words = Uw naam of een woord van { $organisation } proberen anderen als eerste. Neem andere woorden.
strength-advice-often-chosen = Het lijkt op een wachtwoord dat veel mensen kiezen. Zet er een of twee andere woorden bij.
strength-advice-one-word = Het meeste is één gewoon woord of één naam. Zet er een of twee andere woorden bij.
strength-advice-keys = Toetsen die naast elkaar liggen zijn makkelijk te raden. Neem een paar woorden.
strength-advice-repeated = Herhalen helpt bijna niet. Neem andere woorden.
strength-advice-row = Een rij zoals abcd of 6543 is makkelijk te raden. Neem een paar woorden.
strength-advice-date = Een jaartal of datum is makkelijk te raden. Zet er een of twee woorden bij.
waiting-after-link = Daarna vraagt u opnieuw een link voor een nieuw wachtwoord aan en vult u uw herstelcode nog een keer in. Dat kan tot { $until }. Bewaar de code dus.
