from paradiplomacy.custom import state

zeal = state("towns", 0.5, "1", "zeal of a town")
