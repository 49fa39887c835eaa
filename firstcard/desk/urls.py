"""Addresses of the offices' pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
