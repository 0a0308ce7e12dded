-- A notification takes a lock of the whole database at commit, and opening a launch is the busiest write there is: watchers see a
-- launch when it ends, or at their next look a few seconds later.
DROP TRIGGER "Launch_wake_opened" ON "Launch";
DROP FUNCTION framegate_wake_launches();
