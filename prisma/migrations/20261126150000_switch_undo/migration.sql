-- Who set a switch before, and when, so that undoing restores it; none where there was no switch.
ALTER TABLE "PlacementSwitch" ADD COLUMN "previousById" UUID, ADD COLUMN "previousAt" TIMESTAMPTZ(3);
