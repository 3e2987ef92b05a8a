from paradiplomacy.custom import indicator


@indicator("months", "months that have passed")
def progress(world):
    return 1.0 * world.clock.month
