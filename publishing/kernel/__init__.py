"""What every room stands on: settings, database, identity, states, audit, jobs. Uses nothing else of ours."""
