"""Migrations of the records database, oldest first: 0001, 0002, …"""
