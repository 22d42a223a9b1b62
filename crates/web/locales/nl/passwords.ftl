# Een nieuw wachtwoord in een journey, en wat er na een herstel geldt

password-reset = Uw nieuwe wachtwoord is ingesteld. Log ermee in.
no-grant-title-link = Bel de helpdesk
no-grant-link-without-factor = Voor dit account is nu geen tweede factor ingesteld. Daarom kunt u uw wachtwoord niet zelf opnieuw instellen: een link in een mail is daarvoor niet genoeg. De helpdesk helpt u verder. Uw gegevens zijn veilig.
recovery-code-fresh-cancelled = Er liep een herstel van uw account. Doordat u nu gewoon hebt ingelogd, is dat gestopt en werkt uw oude herstelcode niet meer. Daarom krijgt u een nieuwe code.
recovery-code-fresh-asked = Dit is uw nieuwe herstelcode. Uw oude code werkt niet meer.
factor-added = De tweede factor is toegevoegd.
factor-replaced = De tweede factor is vervangen. De oude werkt niet meer.
code-renewed = Uw nieuwe herstelcode is bevestigd. De oude werkt niet meer.
