"""What SQL files read and write, and which documents name the consumers of an output."""
