# SPDX-License-Identifier: MIT
"""Works in LibreOffice as a user does: one command a line of JSON in, one answer a line out.

office.py PIPE      PIPE is the name under which a headless office listens.

Commands are lists. A document has the name that the caller gives it:
    ["new", doc]  ["open", doc, file, {filter}]  ["rows", doc]  ["set", doc, "B2", value]
    ["store", doc]  ["store_as", doc, file, {filter}]  ["export", doc, file, {filter}]
    ["close", doc]  ["quit"]
"""
import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException


def properties(values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local)
    while True:  # the caller ends this process when it takes too long
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.05)


class Office:
    def __init__(self, pipe):
        context = connect(pipe)
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context)
        self.documents = {}

    def load(self, doc, url, values):
        loaded = self.desktop.loadComponentFromURL(
            url, "_blank", 0, properties({"Hidden": True, **values}))
        if loaded is None:
            raise RuntimeError(f"cannot load {url}")
        self.documents[doc] = loaded

    def new(self, doc):
        self.load(doc, "private:factory/scalc", {})

    def open(self, doc, file, values):
        self.load(doc, uno.systemPathToFileUrl(file), values)

    def sheet(self, doc):
        return self.documents[doc].Sheets.getByIndex(0)

    def rows(self, doc):
        cursor = self.sheet(doc).createCursor()
        cursor.gotoEndOfUsedArea(False)
        used = self.sheet(doc).getCellRangeByPosition(
            0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        return [list(row) for row in used.DataArray]

    def set(self, doc, cell, value):
        target = self.sheet(doc).getCellRangeByName(cell)
        if isinstance(value, str):
            target.String = value
        else:
            target.Value = value

    def store(self, doc):
        self.documents[doc].store()

    def store_as(self, doc, file, values):
        self.documents[doc].storeAsURL(uno.systemPathToFileUrl(file), properties(values))

    def export(self, doc, file, values):
        self.documents[doc].storeToURL(uno.systemPathToFileUrl(file), properties(values))

    def close(self, doc):
        self.documents.pop(doc).close(True)

    def quit(self):
        try:
            self.desktop.terminate()
        except DisposedException:
            pass  # it was faster than its answer


def main():
    office = Office(sys.argv[1])
    print(json.dumps({"answer": "ready"}), flush=True)
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            answer = {"answer": getattr(office, verb)(*arguments)}
        except Exception as failure:  # whatever it is, the test that asked is told
            answer = {"failure": f"{verb}: {failure!r}"}
        print(json.dumps(answer), flush=True)
        if verb == "quit":
            return


main()
