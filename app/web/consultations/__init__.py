"""The pages of consultations: read and taken part in by everybody, prepared by the focal point."""
