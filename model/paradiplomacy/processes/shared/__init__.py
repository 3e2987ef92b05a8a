"""What several processes share: functional forms, the event log, places in a tie."""
