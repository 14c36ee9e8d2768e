-- Chats of employees.
CREATE TABLE IF NOT EXISTS messages (
    id UUID PRIMARY KEY,
    conversation UUID NOT NULL,
    role VARCHAR(10) NOT NULL,
    content TEXT NOT NULL,
    created_at TIMESTAMPTZ DEFAULT NOW()
);
-- One could run this every day:
--   DELETE FROM messages WHERE created_at < NOW() - INTERVAL '90 days';
