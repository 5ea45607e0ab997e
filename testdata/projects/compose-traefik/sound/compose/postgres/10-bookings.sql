-- The user of the application: it owns its schema and nothing else. Its
-- password is set once by hand, with \password.
CREATE ROLE bookings LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
GRANT CONNECT ON DATABASE bookings TO bookings;
GRANT USAGE, CREATE ON SCHEMA public TO bookings;
