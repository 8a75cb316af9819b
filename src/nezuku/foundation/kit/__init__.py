"""What every app stands on: who acts, what may be done, how errors speak. No tables here."""
