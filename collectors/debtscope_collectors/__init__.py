"""The built-in collectors, joins and rules; registered through the same entry points as a third party's."""
