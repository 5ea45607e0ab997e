-- Run once as master; the password comes from the secret.
CREATE ROLE library_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
GRANT CONNECT ON DATABASE library TO library_app;
GRANT USAGE, CREATE ON SCHEMA public TO library_app;
