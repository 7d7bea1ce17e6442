META
key;value
description;Ten ballots, two camps: worked out by hand
country;Nowhere
unit;Nowhere
instance;1
num_projects;4
num_votes;10
budget;100
vote_type;approval
rule;equalshares/add1
currency;MAD
comment;#1: a semicolon; and "quotes"
PROJECTS
project_id;cost;votes;name;selected;colour
a;40;6;"Eau; et lumière";0;red
b;30;6;ماء وضوء;1;
c;30;6;The "big" well;1;blue
d;40;4;ⴰⵎⴰⵏ;1;blue
VOTES
voter_id;age;vote
1;20;a,b,c
2;;c,b,a
3;41;a,b,c
4;35;a,b,c
5;27;a,b,c
6;66;a,b,c
7;19;d
8;52;d
9;38;d
10;44;d
