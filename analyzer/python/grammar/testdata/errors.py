A = 1
ALLOWED_HOSTS = ["a", "b"
DEBUG = True
B = {{ debug }}
{% if x %}
C = "unclosed
D = 2
<<<<<<< HEAD
E = f"{x:=^10}"
=======
def f(:
    return
F = )
