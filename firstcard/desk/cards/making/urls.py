"""Addresses of a card centre's pages: codes of centres, numbers of batches and lists."""

from django.urls import URLPattern, path

from firstcard.desk.cards.making import (
    batches,
    board,
    differences,
    dispatching,
    files,
    posting,
    stock,
)

_CENTRE = "centres/<str:code>/"
_BATCH = "batches/<str:number>/"
OF_A_CENTRE: list[URLPattern] = [
    path("centres/", board.centres, name="card-centres"),
    path(_CENTRE, board.board, name="card-board"),
    path(f"{_CENTRE}send/", board.send, name="card-send"),
    path(f"{_CENTRE}files/", files.files, name="card-files"),
    path(f"{_CENTRE}differences/", differences.differences, name="card-differences"),
    path(f"{_CENTRE}dispatch/", dispatching.dispatch, name="card-dispatch"),
    path(f"{_CENTRE}post/", posting.post, name="card-to-post"),
    path(f"{_CENTRE}post/list/", posting.upload, name="card-post-list"),
    path(f"{_CENTRE}post/labels/", posting.labels, name="card-labels"),
    path(_BATCH, batches.batch, name="card-batch"),
    path(f"{_BATCH}start/", batches.start, name="card-batch-start"),
    path(f"{_BATCH}again/", batches.again, name="card-batch-again"),
    path(f"{_BATCH}manifest.json", batches.manifest, name="card-batch-manifest"),
    path(f"{_BATCH}cards.csv", batches.orders, name="card-batch-orders"),
    path(f"{_BATCH}photos.tar", batches.photos, name="card-batch-photos"),
    path("files/<int:number>/", files.file, name="card-file"),
    path("differences/<int:number>/", differences.settle, name="card-settle"),
    path("lines/<int:number>/", differences.settle_line, name="card-settle-line"),
    path("lists/<str:number>/", dispatching.sheet, name="card-list"),
    path("lists/<str:number>/orders.csv", dispatching.table, name="card-list-file"),
    path("stock/<str:code>/", stock.stock, name="card-stock"),
]
