role "x" {} # ERR SC0103: role "x" needs title
