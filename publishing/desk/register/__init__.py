"""名单与公告: the pages on which a county's lists are read, announced and approved."""

from publishing.desk.register import announcing, deciding, lists, overview, questions, uploading
from publishing.desk.register.routes import blueprint

__all__ = ["announcing", "blueprint", "deciding", "lists", "overview", "questions", "uploading"]
