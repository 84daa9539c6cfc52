"""The exchange with the district: how far each record has come, why some wait, what two desks both wrote."""
