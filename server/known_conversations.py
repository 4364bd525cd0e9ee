"""Who may speak in the conversations used last, kept in memory so that a message costs no look-up."""

from collections import OrderedDict

from server.records import Access, Database, find_access


class KnownConversations:
    """Remembers who may speak in the conversations used last; what it keeps never changes."""

    def __init__(self, database: Database, *, limit: int = 5000) -> None:
        self._database = database
        self._limit = limit
        self._known: OrderedDict[str, Access] = OrderedDict()

    async def find(self, conversation_id: str) -> Access | None:
        access = self._known.get(conversation_id)
        if access is not None:
            self._known.move_to_end(conversation_id)
            return access
        access = await find_access(self._database, conversation_id)
        if access is not None:
            self._known[conversation_id] = access
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return access
